/** Division 1 in the notation of `../parse-words.ts`. */
export const FOOD_WORDS = `
= Nahrungsmittel | aliments
- Brot und Getreide
+ Brot | Brot,Laib | pain,miche | frisch,geschnitten,Bio,knusprig,aus dem Steinofen | frais,tranché,bio,croustillant | 250g,400g,500g,1kg | 3.4 | bakery supermarket
Weißbrot,Toastbrot,Baguette,Ciabatta,Pariser Brot,Buttertoast | pain blanc,pain de mie,baguette,ciabatta,pain toast
Vollkornbrot,Roggenbrot,Schwarzbrot,Pumpernickel,Dinkelbrot,Sechskornbrot | pain complet,pain de seigle,pain noir,pain d'épeautre,pain six céréales
Brötchen,Semmel,Kaisersemmel,Laugenbrötchen,Mohnbrötchen,Sesamring | petit pain,pain au lait,petit pain au pavot,bretzel,petit pain sésame
Knäckebrot,Zwieback,Reiswaffeln,Maiswaffeln,Grissini,Linsenwaffeln | pain croustillant,biscotte,galette de riz,galette de maïs,gressins
+ Feingebäck | Gebäck,Kuchen | pâtisserie,gâteau | gefüllt,mit Zuckerguss,ofenfrisch,klein | fourré,glacé,du four,petit | 1 Stk,2 Stk,4 Stk,350g | 4.2 | bakery supermarket
Croissant,Buttergipfel,Hörnchen,Schokocroissant,Mandelgipfel | croissant,croissant au beurre,pain au chocolat,petit croissant,croissant aux amandes
Apfelkuchen,Käsekuchen,Marmorkuchen,Zitronenkuchen,Karottenkuchen | tarte aux pommes,gâteau au fromage,gâteau marbré,cake au citron,gâteau aux carottes
Sahnetorte,Schwarzwälder Kirschtorte,Nusstorte,Erdbeertorte,Cremeschnitte | tourte à la crème,forêt-noire,tourte aux noix,tarte aux fraises,millefeuille
Berliner,Donut,Muffin,Windbeutel,Brownie | beignet,donut,muffin,chou à la crème,brownie
Hefezopf,Rosinenbrötchen,Nussschnecke,Zimtschnecke,Brioche | tresse au beurre,pain aux raisins,escargot aux noix,roulé à la cannelle,brioche
+ Kekse | Kekse,Biskuits | biscuits,gâteaux secs | knusprig,mit Schokolade,zuckerarm,Familienpackung | croquants,au chocolat,moins sucrés,paquet familial | 125g,200g,300g,400g | 2.6 | supermarket discounter
Butterkeks,Mürbegebäck,Spritzgebäck,Sablés,Haferkeks | petit-beurre,sablé,biscuit au beurre,palmier,biscuit d'avoine
Waffeln,Haselnusswaffel,Neapolitaner,Waffelröllchen,Honigwaffel | gaufrette,gaufre,gaufrette noisette,cigarette russe,gaufre au miel
Lebkuchen,Spekulatius,Pfeffernüsse,Zimtsterne,Dominosteine | pain d'épices,spéculoos,étoile à la cannelle,leckerli,biscôme
Salzstangen,Brezeln,Cracker,Käsegebäck,Laugencracker | bâtonnets salés,bretzel salé,cracker,biscuit apéritif,cracker sésame
+ Getreideprodukte | Getreide,Körner | céréales,grains | fein,grob,Bio,ungesüßt | fin,gros,bio,sans sucre ajouté | 500g,750g,1kg,2kg | 2.4 | supermarket discounter
Weizenmehl,Dinkelmehl,Roggenmehl,Vollkornmehl,Maismehl | farine de blé,farine d'épeautre,farine de seigle,farine complète,farine de maïs
Langkornreis,Basmatireis,Risottoreis,Milchreis,Wildreis | riz long,riz basmati,riz à risotto,riz rond,riz sauvage
Haferflocken,Müsli,Knuspermüsli,Cornflakes,Porridge | flocons d'avoine,muesli,muesli croustillant,cornflakes,porridge
Grieß,Couscous,Bulgur,Polenta,Quinoa | semoule,couscous,boulgour,polenta,quinoa
+ Teigwaren | Nudeln,Pasta | pâtes,nouilles | mit Ei,aus Hartweizen,frisch,Vollkorn | aux œufs,de blé dur,fraîches,complètes | 250g,500g,1kg | 2.1 | supermarket discounter
Spaghetti,Tagliatelle,Linguine,Bandnudeln,Capellini | spaghetti,tagliatelles,linguine,vermicelles,capellini
Penne,Hörnli,Fusilli,Makkaroni,Farfalle | penne,cornettes,fusilli,macaroni,farfalle
Ravioli,Tortellini,Cannelloni,Maultaschen,Agnolotti | ravioli,tortellini,cannelloni,raviolis frais,agnolotti
Spätzle,Gnocchi,Knöpfli,Schupfnudeln,Lasagneblätter | spaetzle,gnocchi,knöpfli,feuilles de lasagne,quenelles
- Fleisch und Fisch
+ Frischfleisch | Fleisch,Braten | viande,rôti | mariniert,vom Grill,mager,am Stück,küchenfertig | mariné,à griller,maigre,en morceau | 200g,350g,500g,1kg | 9.5 | supermarket butcher
Rindssteak,Rindsgulasch,Entrecôte,Rinderbraten,Rumpsteak | steak de bœuf,ragoût de bœuf,entrecôte,rôti de bœuf,rumsteck
Schweinekotelett,Schweinsschnitzel,Schweinehals,Schweinebraten,Spareribs | côtelette de porc,escalope de porc,cou de porc,rôti de porc,travers de porc
Kalbsschnitzel,Kalbsbraten,Kalbshaxe,Kalbsgeschnetzeltes,Kalbsleber | escalope de veau,rôti de veau,jarret de veau,émincé de veau,foie de veau
Lammkeule,Lammkotelett,Lammrücken,Lammhaxe,Lammgigot | gigot d'agneau,côtelette d'agneau,carré d'agneau,souris d'agneau,épaule d'agneau
Hackfleisch,Rinderhack,Hackbällchen,Burgerfleisch,Tatar | viande hachée,bœuf haché,boulette de viande,steak haché,tartare
+ Geflügel | Geflügel | volaille | mit Haut,tiefgekühlt,mariniert,Freiland | avec peau,surgelé,mariné,fermier | 300g,500g,900g,1.2kg | 7.8 | supermarket butcher
Pouletbrust,Hähnchenbrust,Hähnchenfilet,Geflügelschnitzel,Pouletgeschnetzeltes | blanc de poulet,filet de poulet,suprême de poulet,escalope de volaille,émincé de poulet
Hähnchenschenkel,Pouletflügel,Chicken Wings,Unterkeulen,Grillhähnchen | cuisse de poulet,aile de poulet,pilon de poulet,poulet rôti,manchon de poulet
Nuggets,Geflügelburger,Cordon bleu,Hähnchensticks,Pouletspieß | nuggets,burger de volaille,cordon bleu,bâtonnet de poulet,brochette de poulet
+ Wurstwaren | Wurst,Aufschnitt | saucisse,charcuterie | geräuchert,fein,in Scheiben,luftgetrocknet | fumé,fin,en tranches,séché | 100g,150g,200g,4 Stk | 4.6 | supermarket butcher
Bratwurst,Cervelat,Wienerli,Weißwurst,Merguez | saucisse à rôtir,cervelas,saucisse de Vienne,boudin blanc,merguez
Kochschinken,Hinterschinken,Schinkenwürfel,Pressschinken,Beinschinken | jambon cuit,jambon blanc,dés de jambon,jambon à l'os,épaule cuite
Rohschinken,Salami,Speck,Landjäger,Bündnerfleisch | jambon cru,salami,lard,gendarme,viande des Grisons
Leberwurst,Fleischkäse,Lyoner,Mortadella,Pastete | pâté de foie,fromage d'Italie,lyonnaise,mortadelle,terrine
+ Fisch und Meeresfrüchte | Fisch,Fischfilet | poisson,filet de poisson | ohne Haut,tiefgekühlt,aus Wildfang,naturbelassen | sans peau,surgelé,sauvage,nature | 120g,200g,300g,400g | 8.1 | supermarket market
Lachsfilet,Lachs,Forelle,Saibling,Lachsforelle | filet de saumon,saumon,truite,omble,truite saumonée
Kabeljau,Seelachs,Dorsch,Zander,Rotbarsch | cabillaud,lieu noir,morue,sandre,sébaste
Garnelen,Crevetten,Muscheln,Tintenfisch,Scampi | crevettes,gambas,moules,calamars,langoustines
Räucherlachs,Räucherforelle,Matjes,Rollmops,Bückling | saumon fumé,truite fumée,hareng,rollmops,maquereau fumé
Thunfisch Dose,Sardinen,Sardellen,Makrelenfilet,Heringsfilet | thon en boîte,sardines,anchois,filet de maquereau,filet de hareng
Fischstäbchen,Backfisch,Schlemmerfilet,Fischburger,Fischknusperli | bâtonnets de poisson,poisson pané,filet gourmet,burger de poisson,croquette de poisson
- Milch, Käse und Eier
+ Milch und Rahm | Milch,Rahm | lait,crème | fettarm,laktosefrei,haltbar,Bio | écrémé,sans lactose,UHT,bio | 2dl,500ml,1l,1.5l | 1.7 | supermarket discounter
Vollmilch,Frischmilch,Bergmilch,Heumilch,Weidemilch | lait entier,lait frais,lait de montagne,lait de foin,lait de pâturage
Magermilch,Halbfettmilch,Milchdrink,Milchpulver,Buttermilch | lait écrémé,lait demi-écrémé,boisson lactée,lait en poudre,babeurre
Vollrahm,Schlagsahne,Kaffeerahm,Kochsahne,Sauerrahm | crème entière,crème à fouetter,crème à café,crème à cuire,crème acidulée
Haferdrink,Sojadrink,Mandeldrink,Reisdrink,Erbsendrink | boisson d'avoine,boisson au soja,lait d'amande,boisson de riz,boisson de pois
+ Joghurt und Desserts | Joghurt,Becher | yogourt,pot | griechisch,mit Früchten,cremig,ohne Zucker | grec,aux fruits,crémeux,sans sucre | 125g,180g,4x125g,500g | 1.3 | supermarket discounter
Naturjoghurt,Joghurt nature,Griechischer Joghurt,Skyr,Bifidusjoghurt | yaourt nature,yogourt nature,yogourt grec,skyr,yogourt bifidus
Erdbeerjoghurt,Fruchtjoghurt,Himbeerjoghurt,Mokkajoghurt,Pfirsichjoghurt | yaourt fraise,yogourt aux fruits,yogourt framboise,yogourt moka,yogourt pêche
Quark,Magerquark,Fruchtquark,Kräuterquark,Topfen | séré,séré maigre,séré aux fruits,fromage blanc,séré aux herbes
Pudding,Schokopudding,Grießpudding,Vanillecreme,Panna cotta | pudding,crème au chocolat,flan caramel,crème vanille,panna cotta
+ Käse | Käse,Käsestück | fromage,morceau de fromage | würzig,mild,am Stück,gerieben,in Scheiben | corsé,doux,en morceau,râpé,en tranches | 100g,150g,200g,400g | 5.3 | supermarket market
Hartkäse,Bergkäse,Gruyère,Parmesan,Emmentaler | fromage à pâte dure,fromage d'alpage,gruyère,parmesan,emmental
Camembert,Weichkäse,Brie,Tomme,Gorgonzola | camembert,fromage à pâte molle,brie,tomme,gorgonzola
Mozzarella,Frischkäse,Hüttenkäse,Ricotta,Burrata | mozzarella,fromage frais,cottage cheese,ricotta,burrata
Schmelzkäse,Raclettekäse,Fonduemischung,Scheiblettenkäse,Grillkäse | fromage fondu,fromage à raclette,mélange à fondue,fromage en tranches,fromage à griller
Ziegenkäse,Feta,Schafskäse,Halloumi,Pecorino | fromage de chèvre,feta,fromage de brebis,halloumi,pecorino
+ Eier und Fette | Eier,Fett | œufs,graisse | aus Freilandhaltung,ungesalzen,kaltgepresst,zum Braten | de plein air,doux,pressé à froid,pour rôtir | 6 Stk,10 Stk,250g,1l | 3.7 | supermarket discounter
Freilandeier,Bioeier,Hühnereier,Eier gekocht,Wachteleier | œufs fermiers,œufs bio,œufs de poule,œufs durs,œufs de caille
Tafelbutter,Kochbutter,Kräuterbutter,Butter mild,Süßrahmbutter | beurre de table,beurre à rôtir,beurre aux herbes,beurre doux,beurre de baratte
Margarine,Pflanzenfett,Bratfett,Halbfettmargarine,Kokosfett | margarine,graisse végétale,graisse à rôtir,margarine allégée,graisse de coco
Olivenöl,Sonnenblumenöl,Rapsöl,Erdnussöl,Sesamöl | huile d'olive,huile de tournesol,huile de colza,huile d'arachide,huile de sésame
- Obst und Gemüse
+ Frischobst | Obst,Früchte | fruits | reif,Bio,Klasse 1,aus der Region | mûr,bio,catégorie 1,de la région | 250g,500g,1kg,1.5kg | 3.1 | supermarket market
Äpfel,Gala,Braeburn,Golden Delicious,Boskoop | pommes,pommes gala,pommes braeburn,golden,boskoop
Bananen,Bio-Bananen,Kochbananen,Babybananen,Fairtrade-Bananen | bananes,bananes bio,bananes plantain,petites bananes,bananes équitables
Orangen,Mandarinen,Clementinen,Blutorangen,Grapefruit | oranges,mandarines,clémentines,oranges sanguines,pamplemousse
Zitronen,Limetten,Bio-Zitronen,Zitrone unbehandelt,Kumquats | citrons,citrons verts,limes,citron non traité,kumquats
Birnen,Quitten,Williamsbirnen,Conference,Nashi | poires,coings,poires williams,conférence,nashi
Erdbeeren,Himbeeren,Heidelbeeren,Brombeeren,Johannisbeeren | fraises,framboises,myrtilles,mûres,groseilles
Trauben,Tafeltrauben,Kirschen,Rosinentrauben,Muskattrauben | raisins,raisin de table,cerises,raisin sans pépins,muscat
Pfirsiche,Nektarinen,Aprikosen,Pflaumen,Zwetschgen | pêches,nectarines,abricots,prunes,quetsches
Ananas,Mango,Papaya,Kiwi,Granatapfel | ananas,mangue,papaye,kiwi,grenade
Wassermelone,Honigmelone,Melone,Galiamelone,Netzmelone | pastèque,melon,melon galia,melon miel,melon charentais
+ Trockenobst und Nüsse | Nüsse,Trockenfrüchte | noix,fruits secs | gesalzen,geröstet,gemahlen,ungeschwefelt | salées,grillées,moulues,non soufrés | 100g,150g,200g,500g | 3.9 | supermarket market
Mandeln,Haselnüsse,Baumnüsse,Walnusskerne,Macadamia | amandes,noisettes,cerneaux de noix,noix de Grenoble,macadamia
Erdnüsse,Cashews,Pistazien,Nussmischung,Studentenfutter | cacahuètes,noix de cajou,pistaches,mélange de noix,mélange étudiant
Rosinen,Datteln,Feigen getrocknet,Sultaninen,Cranberries | raisins secs,dattes,figues séchées,raisins sultanines,canneberges
Dörraprikosen,Dörrpflaumen,Apfelringe,Mangostreifen,Bananenchips | abricots secs,pruneaux,rondelles de pommes,lanières de mangue,chips de banane
+ Frischgemüse | Gemüse | légumes | frisch,Bio,gewaschen,aus der Region | frais,bio,lavé,de la région | 1 Stk,300g,500g,1kg | 2.7 | supermarket market
Tomaten,Cherrytomaten,Rispentomaten,Fleischtomaten,Datteltomaten | tomates,tomates cerises,tomates en grappe,tomates charnues,tomates dattes
Gurke,Salatgurke,Nostranogurke,Minigurken,Schlangengurke | concombre,concombre nostrano,mini-concombres,concombre long,petits concombres
Paprika,Peperoni rot,Spitzpaprika,Chilischoten,Paprikamix | poivron,poivron rouge,poivron pointu,piments,trio de poivrons
Karotten,Rüebli,Sellerie,Randen,Pastinaken | carottes,petites carottes,céleri,betterave,panais
Kopfsalat,Eisbergsalat,Rucola,Feldsalat,Lollo | laitue,salade iceberg,roquette,mâche,lollo
Brokkoli,Blumenkohl,Weißkohl,Rosenkohl,Kohlrabi | brocoli,chou-fleur,chou blanc,choux de Bruxelles,chou-rave
Spinat,Mangold,Blattspinat,Babyspinat,Pak Choi | épinards,bettes,feuilles d'épinards,jeunes pousses d'épinards,pak choï
Zwiebeln,Knoblauch,Lauch,Schalotten,Frühlingszwiebeln | oignons,ail,poireau,échalotes,oignons nouveaux
Zucchini,Auberginen,Kürbis,Butternuss,Hokkaido | courgettes,aubergines,courge,courge butternut,potimarron
Champignons,Pilze,Steinpilze,Austernpilze,Kräuterseitlinge | champignons de Paris,champignons,cèpes,pleurotes,pleurotes du panicaut
Spargel,Bohnen grün,Erbsen,Zuckermais,Zuckererbsen | asperges,haricots verts,petits pois,maïs doux,pois mange-tout
Kartoffeln,Kartoffeln festkochend,Raclettekartoffeln,Frühkartoffeln,Süßkartoffeln | pommes de terre,pommes de terre fermes,pommes de terre raclette,pommes de terre nouvelles,patates douces
+ Gemüse haltbar | Gemüsekonserve,Gemüse Dose | légumes en conserve,conserve | in Dose,tiefgekühlt,eingelegt,abgetropft | en boîte,surgelé,au vinaigre,égoutté | 200g,400g,600g,800g | 2.2 | supermarket discounter
Pelati,Tomaten gehackt,Tomatenpüree,Passata,Tomatenmark | pelati,tomates concassées,purée de tomates,passata,concentré de tomate
Essiggurken,Oliven,Silberzwiebeln,Antipasti,Kapern | cornichons,olives,petits oignons,antipasti,câpres
Kichererbsen,Linsen,Kidneybohnen,Weiße Bohnen,Edamame | pois chiches,lentilles,haricots rouges,haricots blancs,edamame
Sauerkraut,Rotkohl,Maiskörner,Erbsen Karotten Dose,Apfelrotkohl | choucroute,chou rouge,grains de maïs,petits pois carottes,chou rouge aux pommes
Pommes frites,Rösti,Kroketten,Kartoffelpüree,Wedges | frites,rösti,croquettes,purée de pommes de terre,potatoes
Chips,Paprikachips,Kartoffelchips,Tortillachips,Gemüsechips | chips,chips paprika,chips nature,chips tortilla,chips de légumes
- Süßes und Würze
+ Zucker und Aufstrich | Aufstrich,Süßungsmittel | pâte à tartiner,édulcorant | fein,im Glas,extra,naturrein | fin,en pot,extra,pur | 250g,340g,500g,1kg | 3.0 | supermarket discounter
Kristallzucker,Rohrzucker,Puderzucker,Würfelzucker,Gelierzucker | sucre cristallisé,sucre de canne,sucre glace,sucre en morceaux,sucre gélifiant
Blütenhonig,Waldhonig,Bienenhonig,Akazienhonig,Berghonig | miel de fleurs,miel de forêt,miel d'abeilles,miel d'acacia,miel de montagne
Erdbeerkonfitüre,Aprikosenmarmelade,Himbeerkonfitüre,Gelee,Fruchtaufstrich | confiture de fraises,confiture d'abricots,confiture de framboises,gelée,tartinade de fruits
Haselnusscreme,Erdnussbutter,Schokocreme,Mandelmus,Pistaziencreme | crème de noisettes,beurre de cacahuète,pâte au chocolat,purée d'amandes,crème de pistache
+ Süßwaren | Süßigkeiten | confiserie,sucreries | zartbitter,gefüllt,zuckerfrei,Familienpackung | noir,fourré,sans sucre,paquet familial | 50g,100g,200g,300g | 2.3 | supermarket kiosk
Milchschokolade,Tafelschokolade,Schokolade dunkel,Nussschokolade,Schokolade weiß | chocolat au lait,tablette de chocolat,chocolat noir,chocolat aux noisettes,chocolat blanc
Pralinen,Truffes,Schokoriegel,Schokoküsse,Schokoeier | pralinés,truffes,barre chocolatée,têtes au choco,œufs en chocolat
Gummibärchen,Bonbons,Lakritze,Kräuterbonbons,Fruchtgummi | oursons gélifiés,bonbons,réglisse,bonbons aux herbes,gommes aux fruits
Kaugummi,Pfefferminz,Kaugummi Minze,Lutscher,Kaudragees | chewing-gum,pastilles à la menthe,gomme à mâcher,sucette,dragées
Glace Vanille,Eis am Stiel,Eiscreme,Sorbet,Eistüte | glace vanille,glace bâtonnet,crème glacée,sorbet,cornet glacé
+ Würze und Saucen | Sauce,Gewürz | sauce,épice | scharf,mild,gemahlen,im Beutel | piquant,doux,moulu,en sachet | 50g,100g,250ml,500ml | 2.8 | supermarket discounter
Speisesalz,Meersalz,Kräutersalz,Jodsalz,Salzflocken | sel de cuisine,sel marin,sel aux herbes,sel iodé,fleur de sel
Pfeffer,Paprikapulver,Curry,Zimt,Kurkuma | poivre,paprika moulu,curry,cannelle,curcuma
Ketchup,Senf,Mayonnaise,Grillsauce,Remoulade | ketchup,moutarde,mayonnaise,sauce barbecue,rémoulade
Tomatensauce,Pesto,Bolognese,Sugo,Currysauce | sauce tomate,pesto,sauce bolognaise,sugo,sauce curry
Essig,Balsamico,Salatsauce,Apfelessig,Dressing | vinaigre,balsamique,sauce à salade,vinaigre de pommes,vinaigrette
Bouillon,Tütensuppe,Gemüsebrühe,Tomatensuppe,Hühnersuppe | bouillon,soupe en sachet,bouillon de légumes,soupe à la tomate,soupe de poulet
Backpulver,Hefe,Vanillezucker,Gelatine,Backmischung | poudre à lever,levure,sucre vanillé,gélatine,préparation pour gâteau
+ Fertiggerichte | Fertiggericht,Menü | plat cuisiné,menu | tiefgekühlt,für zwei,mikrowellengeeignet,vegetarisch | surgelé,pour deux,micro-ondes,végétarien | 300g,400g,450g,1 Stk | 5.9 | supermarket discounter
Pizza Margherita,Pizza Salami,Tiefkühlpizza,Flammkuchen,Pizza Prosciutto | pizza margherita,pizza salami,pizza surgelée,tarte flambée,pizza jambon
Lasagne,Nudelgericht,Älplermakkaroni,Cannelloni fertig,Maccheroni Auflauf | lasagnes,plat de pâtes,macaronis du chalet,cannelloni cuisinés,gratin de macaronis
Sandwich,Schinkensandwich,Wrap,Thunfischsandwich,Panini | sandwich,sandwich au jambon,wrap,sandwich au thon,panini
Fertigsalat,Kartoffelsalat,Salatbowl,Nudelsalat,Wurstsalat | salade prête,salade de pommes de terre,bol de salade,salade de pâtes,salade de cervelas
Babybrei,Obstgläschen,Säuglingsmilch,Folgemilch,Babykeks | bouillie pour bébé,petit pot de fruits,lait pour nourrissons,lait de suite,biscuit pour bébé
Tofu,Veggieburger,Seitan,Sojaschnitzel,Erbsenproteinhack | tofu,burger végétarien,seitan,escalope de soja,haché végétal
`;
